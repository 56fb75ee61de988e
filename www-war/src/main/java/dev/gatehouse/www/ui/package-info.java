/**
 * The pages and what they are told: static files of the jar www-ui, and the config document. No data of a
 * builder or a build goes through here. Start with {@link dev.gatehouse.www.ui.UiServlet}.
 */
@NullMarked
package dev.gatehouse.www.ui;

import org.jspecify.annotations.NullMarked;
