/** Tests around {@code java -jar}: real workers, and what a killed process leaves behind. */
package dev.gatehouse.it.process;
