/** What the service acts on: the fault plan of the injector, other services, and the load that it was asked for. */
@NullMarked
package dev.faultline.client.control;

import org.jspecify.annotations.NullMarked;
