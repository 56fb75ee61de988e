/** The WAR in Tomcat. */
package dev.gatehouse.it.tomcat;
