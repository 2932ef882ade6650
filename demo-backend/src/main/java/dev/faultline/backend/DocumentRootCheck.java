package dev.faultline.backend;

import java.io.File;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready as long as the document root can be read. */
@Readiness
final class DocumentRootCheck implements HealthCheck {

    private final Settings settings;

    DocumentRootCheck(Settings settings) {
        this.settings = settings;
    }

    @Override
    public HealthCheckResponse call() {
        File root = settings.root();
        return HealthCheckResponse.named("document-root")
                .status(root == null || Settings.readable(root))
                .withData("directory", root == null ? "none: built-in page" : root.toString())
                .build();
    }
}
