package dev.faultline.load;

import dev.faultline.cluster.Cluster;
import dev.faultline.load.doctor.Defaults;
import dev.faultline.load.doctor.Doctor;
import dev.faultline.load.doctor.HttpDate;
import dev.faultline.load.doctor.RouteName;
import dev.faultline.wire.InvalidValue;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the doctor which split is ours. */
@Dependent
class DoctorWiring {

    private static final String ROUTE = "faultline.split.route";

    @Produces
    @Singleton
    Doctor doctor(LoadConfig config, ClusterClient cluster) {
        Map<String, String> environment = System.getenv();
        String injector = config.injector().service();
        String pod = environment.get("POD_NAME");
        // At a desk the name of a Service means nothing.
        Optional<String> control = config.injector()
                .control()
                .or(() -> Optional.ofNullable(pod).map(inside -> "http://" + injector + ":9000"));
        InstantSource clock = InstantSource.system();
        return new Doctor(
                Cluster.isKnown(environment) ? cluster : null,
                new Defaults(
                        config.split().namespace().orElse(null),
                        injector,
                        route(config.split().route()),
                        pod),
                () -> control.flatMap(base -> HttpDate.of(base.replaceAll("/+$", "") + "/q/health/live", clock)),
                clock,
                System::nanoTime);
    }

    private static @Nullable RouteName route(Optional<String> setting) {
        try {
            return setting.map(text -> RouteName.parse(ROUTE, text)).orElse(null);
        } catch (InvalidValue e) {
            throw new ConfigurationException(e.getMessage());
        }
    }
}
