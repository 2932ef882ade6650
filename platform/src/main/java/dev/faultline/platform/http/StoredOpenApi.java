package dev.faultline.platform.http;

import io.quarkus.arc.Unremovable;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Answers with the description of the API as the build has stored it, since nothing of it changes after that. Quarkus would read it
 * into a model and write that out again, in both formats, at each start: a third of the time that takes. Threadsafe.
 */
@Singleton
@Alternative
@Priority(1)
@Unremovable
public final class StoredOpenApi extends OpenApiDocumentService {

    /** What was asked for once. */
    private final Map<Format, byte[]> documents = new EnumMap<>(Format.class);

    /** Has Quarkus find nothing to read when it looks for it, by this loader, next. */
    @PostConstruct
    void hide() {
        OpenApiConstants.classLoader = ClassLoader.getPlatformClassLoader();
    }

    @Override
    public synchronized byte[] getDocument(String name, Format format) {
        return documents.computeIfAbsent(format, StoredOpenApi::read);
    }

    private static byte[] read(Format format) {
        String name = OpenApiConstants.BASE_NAME + "." + format;
        ClassLoader classes = Thread.currentThread().getContextClassLoader();
        try (InputStream stored = Objects.requireNonNull(classes.getResourceAsStream(name), name)) {
            return stored.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
