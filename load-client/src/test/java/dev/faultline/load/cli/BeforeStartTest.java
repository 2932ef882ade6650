package dev.faultline.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
}
