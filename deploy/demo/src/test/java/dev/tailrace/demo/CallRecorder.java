package dev.tailrace.demo;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/**
 * Notes every operation that an AWS client of this JVM calls at the host {@value #HOST}; tests use
 * another name for the same host where they call AWS themselves. The SDK finds it by a file among
 * the resources.
 */
public final class CallRecorder implements ExecutionInterceptor {
  static final String HOST = "localhost";

  private static final Set<String> CALLS = Collections.synchronizedSet(new TreeSet<>());

  /** The operations since {@link #forget}, as {@code DynamoDb GetItem}. */
  static Set<String> calls() {
    synchronized (CALLS) {
      return new TreeSet<>(CALLS);
    }
  }

  /** Begins again. */
  static void forget() {
    CALLS.clear();
  }

  /** A transaction takes the rights of what it does, and none of its own. */
  private static Set<String> rights(SdkRequest request, String operation) {
    Set<String> rights = new TreeSet<>();
    if (request instanceof TransactGetItemsRequest) {
      rights.add("GetItem");
    } else if (request instanceof TransactWriteItemsRequest transaction) {
      for (TransactWriteItem action : transaction.transactItems()) {
        if (action.put() != null) {
          rights.add("PutItem");
        } else if (action.delete() != null) {
          rights.add("DeleteItem");
        } else {
          rights.add(action.update() != null ? "UpdateItem" : "ConditionCheckItem");
        }
      }
    } else {
      rights.add(operation);
    }
    return rights;
  }

  @Override
  public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes about) {
    if (context.httpRequest().host().equals(HOST)) {
      String service = about.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
      String operation = about.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
      rights(context.request(), operation).forEach(right -> CALLS.add(service + " " + right));
    }
  }
}
