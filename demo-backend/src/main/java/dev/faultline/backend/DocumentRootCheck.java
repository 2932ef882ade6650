package dev.faultline.backend;

import dev.faultline.backend.page.DocumentRoot;
import dev.faultline.backend.page.Site;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready as long as the pages can be read. */
@Readiness
final class DocumentRootCheck implements HealthCheck {

    private final Site site;

    DocumentRootCheck(Site site) {
        this.site = site;
    }

    @Override
    public HealthCheckResponse call() {
        if (site instanceof DocumentRoot root) {
            return HealthCheckResponse.named("document-root")
                    .status(root.readable())
                    .withData("directory", root.directory().toString())
                    .build();
        }
        return HealthCheckResponse.named("document-root")
                .up()
                .withData("directory", "none: built-in page")
                .build();
    }
}
