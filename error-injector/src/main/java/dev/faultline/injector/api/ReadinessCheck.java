package dev.faultline.injector.api;

import dev.faultline.injector.server.DataPlane;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the data plane takes requests. */
@Readiness
final class ReadinessCheck implements HealthCheck {

    private final DataPlane dataPlane;

    ReadinessCheck(DataPlane dataPlane) {
        this.dataPlane = dataPlane;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("data-plane")
                .status(dataPlane.isListening())
                .build();
    }
}
