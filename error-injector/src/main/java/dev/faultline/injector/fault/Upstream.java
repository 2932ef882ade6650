package dev.faultline.injector.fault;

/** The answer of a service that the request is forwarded to. */
public record Upstream(Target target) implements Source {

    @Override
    public Source replacedBy(Answer answer) {
        return new Replaced(this, answer);
    }
}
