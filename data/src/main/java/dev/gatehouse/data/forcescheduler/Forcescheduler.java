package dev.gatehouse.data.forcescheduler;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.catalog.Doc;
import dev.gatehouse.data.catalog.Identifier;
import java.util.List;

/** What people may start by hand, and the fields they fill in for it. */
public record Forcescheduler(
        @Doc("The force scheduler's name.") @Identifier(50) String name,
        @Doc("What stands on the button.") String button_name,
        @Doc("What it is called.") String label,
        @Doc("The builders that it can start.") @Identifier(70) List<String> builder_names,
        @Doc("Whether it can be used.") boolean enabled,
        @Doc("The fields of its form, in order.") List<JsonNode> all_fields) {
    public Forcescheduler {
        builder_names = List.copyOf(builder_names);
        all_fields = List.copyOf(all_fields);
    }
}
