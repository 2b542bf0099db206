package dev.tailrace.projection;

/**
 * A column that holds one attribute.
 *
 * @param attribute the attribute's name in DynamoDB
 * @param name the column's name; the attribute's, unless a column of that name, capitals aside, was
 *     there before it
 */
public record Column(String attribute, String name, ColumnType type) {}
