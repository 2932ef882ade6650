package dev.faultline.injector.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.injector.fault.GrpcCode;
import dev.faultline.injector.fault.Http2Code;
import dev.faultline.injector.fault.Pushback;
import dev.faultline.injector.fault.Target;
import dev.faultline.injector.fault.TlsAlert;
import dev.faultline.injector.plan.FaultType;
import dev.faultline.injector.plan.ProposedPlan;
import dev.faultline.injector.plan.ValueMatch;
import dev.faultline.injector.value.OneOrMore;
import dev.faultline.injector.value.Required;
import dev.faultline.injector.when.Moment;
import dev.faultline.platform.wire.Percentage;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/** The schemas of documents, read off the records that the documents become, so that they cannot differ from these. */
final class PlanSchemas {

    private static final String REFERENCE = "#/components/schemas/";
    private static final String TYPE = "type";

    private final Map<String, Schema> named = new LinkedHashMap<>();

    /** Returns a reference to the schema of a record or of a family of faults, which it describes if it has not yet. */
    Schema reference(Class<?> type) {
        String name = type.getSimpleName();
        if (!named.containsKey(name)) {
            // Known before it is described, so that a type that holds itself ends.
            named.put(name, OASFactory.createSchema());
            named.put(name, type.isSealed() ? family(type) : object(type));
        }
        return OASFactory.createSchema().ref(REFERENCE + name);
    }

    /** Returns all that was described so far, by name. */
    Map<String, Schema> named() {
        return named;
    }

    private Schema family(Class<?> family) {
        Schema schema = OASFactory.createSchema();
        var discriminator = OASFactory.createDiscriminator().propertyName(TYPE);
        for (Class<?> type : family.getPermittedSubclasses()) {
            schema.addOneOf(reference(type));
            discriminator.addMapping(FaultType.nameOf(type), REFERENCE + type.getSimpleName());
        }
        return schema.discriminator(discriminator);
    }

    private Schema object(Class<?> type) {
        Schema schema = OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .additionalPropertiesSchema(OASFactory.createSchema().booleanSchema(false));
        if (FaultType.all().contains(type)) {
            Schema name = text().enumeration(List.of(FaultType.nameOf(type)));
            schema.addProperty(TYPE, name).addRequired(TYPE);
        }
        for (RecordComponent component : type.getRecordComponents()) {
            JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
            String field = renamed == null ? component.getName() : renamed.value();
            boolean single = component.isAnnotationPresent(OneOrMore.class);
            schema.addProperty(field, schema(component.getGenericType(), single));
            if (component.isAnnotationPresent(Required.class)) {
                schema.addRequired(field);
            }
        }
        return schema;
    }

    /** @param single whether an element may stand for the list of it */
    private Schema schema(Type type, boolean single) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Map.class) {
                return OASFactory.createSchema()
                        .addType(SchemaType.OBJECT)
                        .additionalPropertiesSchema(schema(arguments[1], single));
            }
            Schema element = schema(arguments[0], single);
            Schema list = OASFactory.createSchema().addType(SchemaType.ARRAY).items(element);
            return single ? OASFactory.createSchema().addOneOf(element).addOneOf(list.minItems(1)) : list;
        }
        Class<?> raw = (Class<?>) type;
        return raw.isEnum() && raw != GrpcCode.class ? text().enumeration(names(raw)) : scalar(raw);
    }

    private Schema scalar(Class<?> type) {
        if (type == String.class) {
            return text();
        }
        if (type == Duration.class) {
            return text().description("A duration such as 80ms, 1.5s, 10m or PT10M")
                    .examples(List.of("80ms"));
        }
        if (type == Moment.class) {
            return text().description("An instant, or a time from the acceptance of the plan such as 30s");
        }
        if (type == Instant.class) {
            return text().format("date-time");
        }
        if (type == Pushback.class) {
            return text().description("A duration, auto for the time left of the outage, or never");
        }
        if (type == Target.class) {
            return text().description("http://host:port or https://host:port").examples(List.of("http://books:7002"));
        }
        if (type == ValueMatch.class) {
            return OASFactory.createSchema()
                    .description("The value itself; or what the whole of it matches, by RE2; or whether there is one")
                    .addOneOf(text())
                    .addOneOf(object(type).minProperties(1).maxProperties(1));
        }
        if (type == Percentage.class) {
            return number(SchemaType.NUMBER).minimum(BigDecimal.ZERO).maximum(BigDecimal.valueOf(100));
        }
        if (type == GrpcCode.class) {
            return numberOrName("A gRPC status from 0 to 16, or its name such as UNAVAILABLE");
        }
        if (type == TlsAlert.class) {
            return numberOrName("An alert of TLS from 0 to 255, or its name such as handshake_failure");
        }
        if (type == Http2Code.class) {
            return numberOrName("An HTTP/2 error code, or its name such as CANCEL");
        }
        if (type == JsonNode.class) {
            return reference(ProposedPlan.class);
        }
        if (type == boolean.class || type == Boolean.class) {
            return OASFactory.createSchema().addType(SchemaType.BOOLEAN);
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return number(SchemaType.INTEGER);
        }
        return type == double.class || type == Double.class ? number(SchemaType.NUMBER) : reference(type);
    }

    private static Schema numberOrName(String description) {
        return OASFactory.createSchema()
                .description(description)
                .addOneOf(number(SchemaType.INTEGER))
                .addOneOf(text());
    }

    private static Schema number(SchemaType type) {
        return OASFactory.createSchema().addType(type);
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(SchemaType.STRING);
    }

    private static List<Object> names(Class<?> type) {
        return Arrays.stream(type.getFields())
                .filter(field -> field.isEnumConstant())
                .<Object>map(field -> field.getAnnotation(JsonProperty.class).value())
                .toList();
    }
}
