/** The WAR on Jetty: by itself through {@code java -jar}, and deployed into a Jetty installation. */
package dev.gatehouse.it.jetty;
