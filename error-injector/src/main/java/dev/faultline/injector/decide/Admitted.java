package dev.faultline.injector.decide;

import dev.faultline.injector.fault.Gate;

/**
 * What happens to a request that a gate has let through.
 *
 * @param gate to be left when the exchange has ended, in whatever way
 * @param then what happens
 */
public record Admitted<A>(Gate gate, Decision<A> then) implements Decision<A> {}
