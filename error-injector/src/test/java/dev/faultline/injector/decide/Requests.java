package dev.faultline.injector.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request made up for a test. Header names are kept in lower case; a header may be given more than once. */
record Requests(
        String method,
        String path,
        String host,
        List<Map.Entry<String, String>> fields,
        Map<String, List<String>> query,
        boolean isGrpc)
        implements RequestFacts {

    static final Requests ANY = new Requests("GET", "/", "", List.of(), Map.of(), false);

    /** Returns a request to nowhere in particular with these headers, names and values in turn. */
    static Requests withHeaders(String... namesAndValues) {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(Map.entry(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new Requests("GET", "/", "", fields, Map.of(), false);
    }

    @Override
    public List<String> headers(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return fields.stream()
                .filter(field -> field.getKey().equals(wanted))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public @Nullable String header(String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).getKey().equals(name)) {
                return fields.get(i).getValue();
            }
        }
        return null;
    }

    @Override
    public List<String> parameters(String name) {
        return query.getOrDefault(name, List.of());
    }
}
