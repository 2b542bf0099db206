package dev.tailrace.sink;

/**
 * Items one after the other, as slices of a buffer. Used by one thread.
 *
 * <p>{@link #next} throws {@link DataFileException} when what is read turns out to be damaged, at
 * the latest instead of returning false: once it has returned false, everything that came before is
 * sound. So rows must not be committed before that.
 */
public interface ItemReader extends AutoCloseable {
  /** Moves to the next item; false when there is none. The slice before is no longer valid. */
  boolean next();

  /** The array that the current item lies in. */
  byte[] bytes();

  /** Where the current item begins. */
  int from();

  /** Where the current item ends, exclusive. */
  int to();

  /** Whether the item with this key was deleted; the current slice then holds the key alone. */
  boolean isDelete();

  @Override
  void close();
}
