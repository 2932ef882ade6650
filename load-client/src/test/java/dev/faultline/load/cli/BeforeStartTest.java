package dev.faultline.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("it changes properties of the process")
class BeforeStartTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "atack --rate 5",
                "attack --rate",
                "attack --target http://a/ --rate 5 --max-lag abc",
                "attack --target http://a/ --rate 5 --allow-target ???",
                "--nonsense",
                "file.yaml",
            })
    void whatCannotBeMeantStartsNothing(String arguments) {
        assertEquals(OptionalInt.of(104), BeforeStart.prepare(arguments.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run file.yaml", "run --wait-for http://a/ --stay file.yaml --set a=b", "run --nonsense"})
    void whatACommandIsGivenIsItsOwnBusiness(String arguments) {
        assertEquals(OptionalInt.empty(), BeforeStart.prepare(arguments.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"doctor --json", "slo --of http://a/"})
    void whoOnlyAsksOpensNoPorts(String arguments) {
        String port = "quarkus.http.host-enabled";
        String before = System.getProperty(port);
        try {
            System.clearProperty(port);
            assertEquals(OptionalInt.empty(), BeforeStart.prepare(arguments.split(" ")));
            assertEquals("false", System.getProperty(port));
        } finally {
            if (before == null) {
                System.clearProperty(port);
            } else {
                System.setProperty(port, before);
            }
            System.clearProperty("quarkus.management.host-enabled");
        }
    }
}
