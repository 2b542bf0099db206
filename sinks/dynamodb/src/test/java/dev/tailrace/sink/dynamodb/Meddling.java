package dev.tailrace.sink.dynamodb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Does to the sink's requests what a busy DynamoDB does to them. */
final class Meddling {
  private Meddling() {}

  /** Before the n-th request of a kind, from 1, something happens. */
  static ExecutionInterceptor before(Class<? extends SdkRequest> kind, Happening happening) {
    AtomicInteger requests = new AtomicInteger();
    return new ExecutionInterceptor() {
      @Override
      public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        if (kind.isInstance(context.request())) {
          happening.at(requests.incrementAndGet());
        }
      }
    };
  }

  /** After the n-th request of a kind was answered, from 1, something happens. */
  static ExecutionInterceptor after(Class<? extends SdkRequest> kind, Happening happening) {
    AtomicInteger requests = new AtomicInteger();
    return new ExecutionInterceptor() {
      @Override
      public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        if (kind.isInstance(context.request())) {
          happening.at(requests.incrementAndGet());
        }
      }
    };
  }

  /** Something that happens before or after a request. */
  @FunctionalInterface
  interface Happening {
    void at(int request);
  }

  /** Of the n-th BatchWriteItem, from 1, every second write comes back unprocessed. */
  static ExecutionInterceptor unprocessed(IntPredicate which) {
    return new Unprocessed(which);
  }

  private static final class Unprocessed implements ExecutionInterceptor {
    private static final ExecutionAttribute<Map<String, List<WriteRequest>>> LEFT =
        new ExecutionAttribute<>("left");
    private final IntPredicate which;
    private final AtomicInteger requests = new AtomicInteger();

    Unprocessed(IntPredicate which) {
      this.which = which;
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
      if (!(context.request() instanceof BatchWriteItemRequest batch)
          || !which.test(requests.incrementAndGet())) {
        return context.request();
      }
      Map<String, List<WriteRequest>> sent = new LinkedHashMap<>();
      Map<String, List<WriteRequest>> left = new LinkedHashMap<>();
      batch
          .requestItems()
          .forEach(
              (table, writes) -> {
                int half = Math.ceilDiv(writes.size(), 2);
                sent.put(table, writes.subList(0, half));
                if (half < writes.size()) {
                  left.put(table, writes.subList(half, writes.size()));
                }
              });
      attributes.putAttribute(LEFT, left);
      return batch.toBuilder().requestItems(sent).build();
    }

    @Override
    public SdkResponse modifyResponse(
        Context.ModifyResponse context, ExecutionAttributes attributes) {
      Map<String, List<WriteRequest>> left = attributes.getAttribute(LEFT);
      return left != null && context.response() instanceof BatchWriteItemResponse response
          ? response.toBuilder().unprocessedItems(left).build()
          : context.response();
    }
  }
}
