/** The WAR and the EAR in WildFly. */
package dev.gatehouse.it.wildfly;
