/**
 * The configuration: one record a concern, defaults beside the fields, kebab-case keys.
 *
 * <p>{@link dev.tailrace.config.ConfigFile} reads {@code tailrace.yaml} into {@link
 * dev.tailrace.config.Config}. The records are the only description of the keys: {@code Keys} takes
 * names, types and order out of their components, {@code Key} adds an example and whether a key is
 * required, and {@code ValueReader} knows each type that is written as one text. {@code YamlTree}
 * reads a file into nodes that know their places, and {@code Binder} makes records of them.
 *
 * <p>All mistakes of a file are told at once, each with line and column. No message repeats a
 * value, for any value may be a secret in a wrong place. An unknown key is named with the nearest
 * in the whole tree. Used by {@code dev.tailrace.app} alone.
 */
@NullMarked
package dev.tailrace.config;

import org.jspecify.annotations.NullMarked;
