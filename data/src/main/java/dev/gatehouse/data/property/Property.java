package dev.gatehouse.data.property;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.catalog.Declared;
import dev.gatehouse.data.catalog.Doc;

/** One property in a list of them. */
public record Property(
        @Doc("Its name.") String name,
        @Doc("Where it came from.") String source,
        @Doc("The JSON text of its value.") @Declared("jsonobject") String value,
        @JsonIgnore Scope scope) {}
