/** How JSON is read and written with Jackson, everywhere in the server. */
@NullMarked
package dev.gatehouse.data.json;

import org.jspecify.annotations.NullMarked;
