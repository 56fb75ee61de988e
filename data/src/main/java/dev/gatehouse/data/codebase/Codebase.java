package dev.gatehouse.data.codebase;

import dev.gatehouse.data.catalog.Doc;
import dev.gatehouse.data.catalog.Identifier;

/** Some of the sources that a project consists of, such as one repository. */
public record Codebase(
        @Doc("The codebase's id.") long codebaseid,
        @Doc("The project that it belongs to.") long projectid,
        @Doc("The codebase's name, unique within the project.") @Identifier(70) String name,
        @Doc("Its name for paths.") @Identifier(70) String slug) {}
