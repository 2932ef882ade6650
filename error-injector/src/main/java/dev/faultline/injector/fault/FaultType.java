package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.stream.Stream;

/** The closed families of faults; their {@code permits} clauses are the registry. */
public final class FaultType {

    private static final List<Class<?>> FAMILIES = List.of(Delay.class, Abort.class, Otherwise.class);

    private FaultType() {}

    /** Returns every record that a plan may name by its {@code type}. */
    public static List<Class<?>> all() {
        return FAMILIES.stream()
                .flatMap(family -> Stream.<Class<?>>of(family.getPermittedSubclasses()))
                .toList();
    }

    /** Returns the name of a fault in JSON, in marker headers and in metrics alike. */
    public static String nameOf(Class<?> type) {
        return type.getAnnotation(JsonTypeName.class).value();
    }
}
