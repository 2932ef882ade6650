package dev.faultline.platform.http;

import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import dev.faultline.platform.wire.UnknownName;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.UriInfo;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Refuses calls with query parameters that their method does not read: with {@code dryRun} misspelt, a dry run would
 * change things for good. A method reads its parameters annotated {@link QueryParam}, of which only a {@link List} may be
 * given several times, and those named by {@link Extra}.
 */
public final class QueryParameters {

    /** The parameter of {@link #isDryRun}, for {@link Extra}. */
    public static final String DRY_RUN = "dryRun";

    /** Names the query parameters that a method reads besides those in its signature; each may be given once. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    public @interface Extra {

        /** The names. */
        String[] value();
    }

    /** Says that the methods of a resource take any query, such as that of a call that they relay. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    public @interface Unchecked {}

    /**
     * Returns whether the call is a dry run: check, answer, change nothing. A bare {@code ?dryRun} is one, too; as a
     * parameter of the method it would be null.
     *
     * @throws InvalidValue unless it is given as true, false or nothing
     */
    public static boolean isDryRun(UriInfo uri) {
        return isSet(uri, DRY_RUN);
    }

    /**
     * Returns whether a parameter is given that is true or false; a bare one is true.
     *
     * @throws InvalidValue unless it is given as true, false or nothing
     */
    public static boolean isSet(UriInfo uri, String name) {
        @Nullable String value = uri.getQueryParameters().getFirst(name);
        if (value == null) {
            return false;
        }
        Require.that(List.of("true", "false", "").contains(value), name, "must be true or false", '"' + value + '"');
        return !value.equals("false");
    }

    /**
     * Lets a call go on whose parameters its method reads.
     *
     * @throws InvalidValue naming a parameter that is unknown, or given twice
     */
    @ServerRequestFilter
    public void check(ResourceInfo resource, UriInfo uri) {
        Map<String, List<String>> given = uri.getQueryParameters();
        if (!given.isEmpty() && !resource.getResourceClass().isAnnotationPresent(Unchecked.class)) {
            check(resource.getResourceMethod(), given);
        }
    }

    private static void check(Method method, Map<String, List<String>> given) {
        TreeSet<String> known = new TreeSet<>();
        TreeSet<String> repeatable = new TreeSet<>();
        Extra extra = method.getAnnotation(Extra.class);
        if (extra != null) {
            known.addAll(List.of(extra.value()));
        }
        for (Parameter parameter : method.getParameters()) {
            QueryParam name = parameter.getAnnotation(QueryParam.class);
            if (name != null) {
                known.add(name.value());
                if (parameter.getType() == List.class) {
                    repeatable.add(name.value());
                }
            }
        }
        given.forEach((name, values) -> {
            if (!known.contains(name)) {
                String rule = known.isEmpty()
                        ? "is not known here; there are no query parameters"
                        : UnknownName.rule(name, known);
                throw new InvalidValue(name, rule, values.isEmpty() ? "given" : '"' + values.get(0) + '"');
            }
            Require.that(values.size() == 1 || repeatable.contains(name), name, "must be given once", values);
        });
    }
}
