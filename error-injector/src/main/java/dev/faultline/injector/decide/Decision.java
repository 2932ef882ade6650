package dev.faultline.injector.decide;

/**
 * What happens to one request: an {@link Ending} at once, or {@link Held}, either of them perhaps {@link Admitted}.
 *
 * @param <A> the transport's kind of act
 */
public sealed interface Decision<A> permits Admitted, Ending, Held {}
