package dev.faultline.injector.plan;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.delay.Delay;
import dev.faultline.injector.fault.Abort;
import dev.faultline.injector.fault.Otherwise;
import dev.faultline.injector.fault.Tls;
import dev.faultline.injector.when.When;
import java.util.List;
import java.util.stream.Stream;

/** The closed families of faults; their {@code permits} clauses are the registry. */
public final class FaultType {

    private static final List<Class<?>> FAMILIES =
            List.of(When.class, Delay.class, Abort.class, Otherwise.class, Tls.class);

    private FaultType() {}

    /** Returns every record that a plan may name by its {@code type}. */
    public static List<Class<?>> all() {
        return FAMILIES.stream()
                .flatMap(family -> Stream.<Class<?>>of(family.getPermittedSubclasses()))
                .toList();
    }

    /** Returns the name of a fault in JSON, in marker headers and in metrics alike; no two of a family share it. */
    public static String nameOf(Class<?> type) {
        return type.getAnnotation(JsonTypeName.class).value();
    }
}
