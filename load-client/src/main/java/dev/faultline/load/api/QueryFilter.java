package dev.faultline.load.api;

import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses calls with query parameters that their method does not read: misspelt, a threshold would be none, and a dry run
 * would be none either.
 */
class QueryFilter {

    /** Throws unless each parameter is one of the method's, and given once where it takes one. */
    @ServerRequestFilter
    public void check(ResourceInfo resource, UriInfo uri) {
        // What is wrong with those is told as the injector tells it.
        if (resource.getResourceClass() != InjectorResource.class) {
            query(resource.getResourceMethod()).check(uri.getQueryParameters());
        }
    }

    private static Query query(Method method) {
        List<String> once = new ArrayList<>();
        List<String> often = new ArrayList<>();
        AlsoAsked others = method.getAnnotation(AlsoAsked.class);
        if (others != null) {
            once.addAll(List.of(others.value()));
        }
        for (Parameter parameter : method.getParameters()) {
            QueryParam name = parameter.getAnnotation(QueryParam.class);
            if (name != null) {
                (parameter.getType() == List.class ? often : once).add(name.value());
            }
        }
        return new Query(once, often);
    }
}
