package dev.faultline.platform.http;

import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonAnyFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatTypes;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitable;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import dev.faultline.platform.wire.WireJson;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of what a service answers, read off the mapper that writes it, so that they cannot differ from that. A
 * component that is {@link Nullable} may be absent or null; all others are there. Not threadsafe.
 */
public final class AnswerSchemas {

    private static final ObjectMapper MAPPER = WireJson.mapper();
    private static final String REFERENCE = "#/components/schemas/";

    private final Map<String, Schema> named = new LinkedHashMap<>();
    private final Map<Class<?>, String> names = new LinkedHashMap<>();

    /** Returns a reference to the schema of a type, which it describes if it has not yet. */
    public Schema reference(Class<?> type) {
        Visitor visitor = new Visitor(null);
        try {
            MAPPER.acceptJsonFormatVisitor(type, visitor);
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException(type + " can't be written", e);
        }
        return visitor.schema;
    }

    /** Returns the schema of a list of these. */
    public Schema list(Class<?> element) {
        return OASFactory.createSchema().addType(SchemaType.ARRAY).items(reference(element));
    }

    /** Returns all that was described so far, by name. */
    public Map<String, Schema> named() {
        return named;
    }

    /** Of two types with one name the second is called by that of its class, too. */
    private String name(Class<?> type) {
        return names.computeIfAbsent(type, unnamed -> {
            Class<?> enclosing = type.getEnclosingClass();
            String name = type.getSimpleName();
            return named.containsKey(name) && enclosing != null ? enclosing.getSimpleName() + name : name;
        });
    }

    /** What Jackson tells of one value. */
    private final class Visitor extends JsonFormatVisitorWrapper.Base {

        private Schema schema = OASFactory.createSchema();

        private Visitor(@Nullable SerializerProvider provider) {
            super(provider);
        }

        private Visitor of(JsonFormatVisitable handler, JavaType type) throws JsonMappingException {
            Visitor visitor = new Visitor(getProvider());
            handler.acceptJsonFormatVisitor(visitor, type);
            return visitor;
        }

        @Override
        public @Nullable JsonObjectFormatVisitor expectObjectFormat(JavaType type) {
            String name = name(type.getRawClass());
            schema = OASFactory.createSchema().ref(REFERENCE + name);
            if (named.containsKey(name)) {
                return null;
            }
            Schema object = OASFactory.createSchema()
                    .addType(SchemaType.OBJECT)
                    .additionalPropertiesSchema(OASFactory.createSchema().booleanSchema(false));
            // Known before it is described, so that a type that holds itself ends.
            named.put(name, object);
            return new Components(object, getProvider());
        }

        @Override
        public JsonMapFormatVisitor expectMapFormat(JavaType type) {
            schema.addType(SchemaType.OBJECT);
            return new JsonMapFormatVisitor.Base(getProvider()) {
                @Override
                public void valueFormat(JsonFormatVisitable handler, JavaType valueType) throws JsonMappingException {
                    schema.additionalPropertiesSchema(of(handler, valueType).schema);
                }
            };
        }

        @Override
        public JsonArrayFormatVisitor expectArrayFormat(JavaType type) {
            schema.addType(SchemaType.ARRAY);
            return new JsonArrayFormatVisitor.Base(getProvider()) {
                @Override
                public void itemsFormat(JsonFormatVisitable handler, JavaType elementType) throws JsonMappingException {
                    schema.items(of(handler, elementType).schema);
                }

                @Override
                public void itemsFormat(JsonFormatTypes format) {
                    schema.items(OASFactory.createSchema().addType(SchemaType.valueOf(format.name())));
                }
            };
        }

        @Override
        public JsonStringFormatVisitor expectStringFormat(JavaType type) {
            schema.addType(SchemaType.STRING);
            return new JsonStringFormatVisitor.Base() {
                @Override
                public void enumTypes(Set<String> values) {
                    schema.enumeration(new ArrayList<>(values));
                }
            };
        }

        @Override
        public JsonNumberFormatVisitor expectNumberFormat(JavaType type) {
            schema.addType(SchemaType.NUMBER);
            return new JsonNumberFormatVisitor.Base();
        }

        @Override
        public JsonIntegerFormatVisitor expectIntegerFormat(JavaType type) {
            schema.addType(SchemaType.INTEGER);
            return new JsonIntegerFormatVisitor.Base();
        }

        @Override
        public JsonBooleanFormatVisitor expectBooleanFormat(JavaType type) {
            schema.addType(SchemaType.BOOLEAN);
            return new JsonBooleanFormatVisitor.Base();
        }

        @Override
        public JsonAnyFormatVisitor expectAnyFormat(JavaType type) {
            return new JsonAnyFormatVisitor.Base();
        }
    }

    /** What Jackson tells of the components of an object, those of unwrapped ones among them. */
    private final class Components extends JsonObjectFormatVisitor.Base {

        private final Schema object;

        private Components(Schema object, SerializerProvider provider) {
            super(provider);
            this.object = object;
        }

        @Override
        public void property(BeanProperty property) throws JsonMappingException {
            optionalProperty(property);
        }

        @Override
        public void optionalProperty(BeanProperty property) throws JsonMappingException {
            Schema value = of(property);
            if (isNullable(property)) {
                object.addProperty(property.getName(), orNull(value));
            } else {
                object.addProperty(property.getName(), value).addRequired(property.getName());
            }
        }

        private Schema of(BeanProperty property) throws JsonMappingException {
            Visitor visitor = new Visitor(getProvider());
            JsonSerializer<Object> given =
                    property instanceof BeanPropertyWriter writer ? writer.getSerializer() : null;
            JsonSerializer<Object> serializer =
                    given == null ? getProvider().findValueSerializer(property.getType(), property) : given;
            serializer.acceptJsonFormatVisitor(visitor, property.getType());
            return visitor.schema;
        }

        private static boolean isNullable(BeanProperty property) {
            AnnotatedElement member = property.getMember().getAnnotated();
            AnnotatedElement type = member instanceof Method method
                    ? method.getAnnotatedReturnType()
                    : member instanceof Field field ? field.getAnnotatedType() : member;
            return type.isAnnotationPresent(Nullable.class);
        }

        private static Schema orNull(Schema value) {
            if (value.getType() == null && value.getRef() == null) {
                return value;
            }
            return value.getType() != null && value.getEnumeration() == null
                    ? value.addType(SchemaType.NULL)
                    : OASFactory.createSchema()
                            .addAnyOf(value)
                            .addAnyOf(OASFactory.createSchema().addType(SchemaType.NULL));
        }
    }
}
