package dev.gatehouse.www.ui;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The colours that Buildbot's {@code www.theme} can set. Those that our pages have a counterpart of set it as
 * well. Stateless.
 */
public final class Theme {
    /** A colour, a length, a name or a function of such; nothing that ends a declaration or loads a thing. */
    private static final Pattern HARMLESS = Pattern.compile("[#A-Za-z0-9%., ()/+*-]{1,200}");

    private static final Pattern LOADS =
            Pattern.compile("(?i)(url|image|src|expression)[a-z-]*\\s*\\(");

    private static final List<String> NAMES =
            List.of(
                    "bb-avatar-bg-color",
                    "bb-background-color",
                    "bb-border-color",
                    "bb-btn-background-color",
                    "bb-btn-border-color",
                    "bb-btn-hover-background-color",
                    "bb-btn-hover-border-color",
                    "bb-card-bg-color",
                    "bb-card-border-color",
                    "bb-card-header-text-color",
                    "bb-dropdown-bg-color",
                    "bb-dropdown-border-color",
                    "bb-dropdown-hover-bg-color",
                    "bb-highlight-border-color",
                    "bb-home-card-header-bg-color",
                    "bb-link-color",
                    "bb-muted-text-color",
                    "bb-navbar-separator-color",
                    "bb-panel-separator-bg-color",
                    "bb-sidebar-background-color",
                    "bb-sidebar-button-current-background-color",
                    "bb-sidebar-button-current-text-color",
                    "bb-sidebar-button-hover-background-color",
                    "bb-sidebar-button-hover-text-color",
                    "bb-sidebar-button-text-color",
                    "bb-sidebar-footer-background-color",
                    "bb-sidebar-header-background-color",
                    "bb-sidebar-header-text-color",
                    "bb-sidebar-stripe-current-color",
                    "bb-sidebar-stripe-hover-color",
                    "bb-sidebar-title-text-color",
                    "bb-tag-active-bg-color",
                    "bb-tag-bg-color",
                    "bb-text-color");

    /** Buildbot's name to that of our style sheet. */
    private static final Map<String, String> OURS =
            Map.of(
                    "bb-background-color", "page",
                    "bb-border-color", "line",
                    "bb-card-bg-color", "surface",
                    "bb-link-color", "accent",
                    "bb-muted-text-color", "quiet",
                    "bb-sidebar-background-color", "top",
                    "bb-sidebar-button-current-text-color", "top-here",
                    "bb-sidebar-button-text-color", "top-text",
                    "bb-sidebar-stripe-current-color", "top-line",
                    "bb-text-color", "text");

    private Theme() {}

    public static Collection<String> names() {
        return new TreeSet<>(NAMES);
    }

    /** What is wrong with a value; empty when nothing is. */
    public static Optional<String> fault(String value) {
        return HARMLESS.matcher(value).matches() && !LOADS.matcher(value).find()
                ? Optional.empty()
                : Optional.of(
                        "must be a plain value such as '#30426a' or 'rgb(48 66 106)', not '"
                                + value
                                + "'");
    }

    /** Only what is known and harmless gets in. */
    static String sheet(Map<String, String> theme) {
        StringBuilder sheet = new StringBuilder(":root {\n");
        new TreeMap<>(theme)
                .forEach(
                        (name, value) -> {
                            if (NAMES.contains(name) && fault(value).isEmpty()) {
                                declare(sheet, name, value);
                                if (OURS.containsKey(name)) {
                                    declare(sheet, OURS.get(name), value);
                                }
                            }
                        });
        return sheet.append("}\n").toString();
    }

    private static void declare(StringBuilder sheet, String name, String value) {
        sheet.append("  --").append(name).append(": ").append(value).append(";\n");
    }
}
