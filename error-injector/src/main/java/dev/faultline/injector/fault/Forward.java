package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.wire.Require;

/** Has a service answer: the injector is a proxy in front of it. */
@JsonTypeName("forward")
public record Forward(@Required Target to) implements Otherwise {

    public Forward {
        Require.present("to", to);
    }

    @Override
    public Source source() {
        return new Upstream(to);
    }

    @Override
    public <A> A via(Transport<A> transport) {
        return transport.send(source(), Delivery.WHOLE);
    }
}
