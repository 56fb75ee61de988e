package dev.gatehouse.data.catalog;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the original's API description calls a component, where that is not what its Java type says: {@code
 * integer} for a time that clients know as a number, {@code binary or None}. Changes the description only.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Declared {
    String value();
}
