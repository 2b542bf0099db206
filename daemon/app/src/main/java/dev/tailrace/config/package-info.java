/**
 * The configuration: one record a concern, defaults beside the fields, kebab-case keys.
 *
 * <p>{@link dev.tailrace.config.ConfigFile} reads {@code tailrace.yaml} into {@link
 * dev.tailrace.config.Config}. A key that nobody knows is an error which names the nearest that
 * somebody does. Used by {@code dev.tailrace.app} alone.
 */
@NullMarked
package dev.tailrace.config;

import org.jspecify.annotations.NullMarked;
