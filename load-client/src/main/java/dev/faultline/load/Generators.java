package dev.faultline.load;

import dev.faultline.load.measure.Windows;
import dev.faultline.load.send.Generator;
import io.vertx.core.Vertx;

/** Makes generators that all may do the same. Threadsafe. */
record Generators(Vertx vertx, Generator.Settings settings) {

    /** Returns an idle one that keeps its books there. */
    Generator create(Windows windows) {
        return new Generator(vertx, settings, windows::add);
    }
}
