package dev.faultline.load;

import dev.faultline.load.experiment.Lane;
import dev.faultline.load.experiment.Lanes;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.send.Generator;
import jakarta.inject.Singleton;

/** The load of the service, and others beside it. */
@Singleton
class ServiceLanes implements Lanes {

    private final Generators generators;
    private final Generator generator;
    private final Windows windows;

    ServiceLanes(Generators generators, Generator generator, Windows windows) {
        this.generators = generators;
        this.generator = generator;
        this.windows = windows;
    }

    @Override
    public Lane main() {
        return new Lane(generator, windows::last, () -> {});
    }

    @Override
    public Lane open() {
        Windows own = new Windows(Wiring.WINDOWS_KEPT);
        Generator opened = generators.create(own);
        return new Lane(opened, own::last, opened::close);
    }
}
