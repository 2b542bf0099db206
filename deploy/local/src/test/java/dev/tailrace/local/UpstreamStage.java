package dev.tailrace.local;

import java.io.IOException;
import java.nio.file.Path;

/** An AWS without a say in its exports: a front door before it, and clients of the door. */
record UpstreamStage(UpstreamAws door, TestAws aws) implements AutoCloseable {

  static UpstreamStage start(Path directory) throws IOException {
    LocalAws upstream = LocalAws.start(LocalAwsOptions.in(directory));
    UpstreamAws door =
        UpstreamAws.start(
            UpstreamOptions.of(upstream.endpoint(), upstream.endpoint())
                .withExports(TestAws.QUICK));
    TestAws aws = TestAws.over(upstream, door.endpoint());
    aws.s3().createBucket(bucket -> bucket.bucket(TestAws.BUCKET));
    return new UpstreamStage(door, aws);
  }

  @Override
  public void close() {
    door.close();
    aws.close();
  }
}
