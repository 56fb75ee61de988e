package dev.gatehouse.data.query;

import java.util.List;

/**
 * One condition: a field, a comparison, one or more values, already of the field's type ({@code Long},
 * {@code String}, {@code Boolean}, {@code Instant}).
 */
public record Filter(String field, Operator operator, List<Object> values) {
    public Filter {
        values = List.copyOf(values);
    }
}
