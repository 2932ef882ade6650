package dev.faultline.injector.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The random plans are as good as what they leave out: no type of fault, and no field of a plan. */
class RandomPlansTest {

    private static final int PLANS = 2_000;

    @Test
    void everyTypeOccursAndEveryFieldIsGivenOnceAtLeast() throws ReflectiveOperationException {
        Set<Class<?>> types = new HashSet<>();
        Set<String> fields = new TreeSet<>();
        RandomPlans plans = new RandomPlans(new SplittableRandom(1));
        for (int i = 0; i < PLANS; i++) {
            collect(plans.next(), types, fields);
        }
        assertEquals(
                Set.of(),
                FaultType.all().stream().filter(type -> !types.contains(type)).collect(Collectors.toSet()));
        Set<String> all = types.stream()
                .flatMap(type -> Stream.of(type.getRecordComponents()).map(field -> name(type, field)))
                .collect(Collectors.toCollection(TreeSet::new));
        all.removeAll(fields);
        assertEquals(Set.of("Moment.after"), all, "never given; times from now are gone once a plan is accepted");
    }

    private static void collect(Object value, Set<Class<?>> types, Set<String> fields)
            throws ReflectiveOperationException {
        if (value instanceof Collection<?> list) {
            for (Object element : list) {
                collect(element, types, fields);
            }
        } else if (value.getClass().isRecord() && value.getClass().getName().startsWith("dev.faultline.injector")) {
            types.add(value.getClass());
            for (RecordComponent field : value.getClass().getRecordComponents()) {
                field.getAccessor().setAccessible(true);
                Object part = field.getAccessor().invoke(value);
                boolean given = part != null && !Objects.equals(part, Map.of());
                if (given) {
                    fields.add(name(value.getClass(), field));
                    collect(part, types, fields);
                }
            }
        }
    }

    private static String name(Class<?> type, RecordComponent field) {
        return type.getSimpleName() + "." + field.getName();
    }
}
