/**
 * Snowflake as a warehouse; open one with {@link dev.tailrace.sink.snowflake.SnowflakeSink}.
 *
 * <p>Rows become gzipped JSON lines, which the driver puts into an internal stage; COPY brings them
 * into a temporary table of one VARIANT column, out of which DELETE, UPDATE and INSERT … SELECT
 * take them into the table. What numbers, times and bytes would lose in JSON they don't, since they
 * are strings there, and are cast.
 *
 * <h2>One transaction</h2>
 *
 * <p>Snowflake isolates statements, not transactions, and UPDATE, DELETE and MERGE lock their whole
 * table until the transaction ends. So each source table has a state table of its own, and a
 * transaction begins by updating the one row of kind {@code lock} in it. That waits for whoever did
 * the same before. Only the statements behind it read what is compared: what they see was committed
 * by whoever had the lock before, and nobody else changes it until the end. Checkpoints and the
 * life row are compared once more by the UPDATE that moves them, and its count must be that of the
 * moves.
 *
 * <p>The lock's row also takes a token that nobody else has, and keeps those of the commits before.
 * Snowflake gives up a transaction that has stood idle in others' way for five minutes without a
 * word, and answers the COMMIT of no transaction like any other. So the session has no autocommit
 * meanwhile, the token is looked for before the COMMIT, when only this transaction can see it, and
 * behind it, when everybody can. The driver sends a request again when no answer comes; Snowflake
 * knows it by its id and does it once.
 *
 * <h2>DDL</h2>
 *
 * <p>DDL commits the transaction it stands in, so all of it happens outside:
 *
 * <ul>
 *   <li>a shadow table gets a name of its own and exists before the transaction that makes it the
 *       shadow; if that doesn't happen, nothing refers to it, and it is dropped;
 *   <li>a new column is stored in a transaction of its own and then added; whoever finds a table
 *       with fewer columns than are stored adds them;
 *   <li>a swap is stored as done and then carried out, by {@code Swaps}, before anybody reads or
 *       writes the table again.
 * </ul>
 *
 * <p>What was made ready for a state that another worker changed meanwhile is thrown away, and the
 * commit begins again.
 *
 * <h2>Rows that the warehouse makes itself</h2>
 *
 * <p>Where an external stage lies over the bucket that exports are written to, a data file of a
 * full export is copied into the staging table as it is, and one query does to its items what
 * {@link dev.tailrace.projection.Projector} does here. The rows stand in a temporary table of their
 * own before the transaction begins, which is the same as for any other file. {@code PushDown}
 * tells which files are loaded like that. What nests becomes plain JSON in a function in
 * JavaScript, since SQL can't walk it; {@code plain_json.js} is its source.
 */
@NullMarked
package dev.tailrace.sink.snowflake;

import org.jspecify.annotations.NullMarked;
