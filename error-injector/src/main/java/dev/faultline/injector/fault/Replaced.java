package dev.faultline.injector.fault;

/**
 * The answer of a service, thrown away when it comes and replaced: the service has done its work, and the caller does not
 * learn of it.
 */
public record Replaced(Upstream upstream, Answer answer) implements Source {

    @Override
    public Source replacedBy(Answer other) {
        return new Replaced(upstream, other);
    }
}
