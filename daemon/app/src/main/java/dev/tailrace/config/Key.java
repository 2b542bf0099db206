package dev.tailrace.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What there is to say of a key beside its name and its type, which its record has. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {
  /** Whether a configuration can't be without it. */
  boolean required() default false;

  /** A value as it stands behind the key, or a whole entry of a list. */
  String example() default "";
}
