package dev.faultline.mesh.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.faultline.mesh.doctor.ProxyChecks.PortList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortListTest {

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "25,8080; 8080; true; 25",
                "8080; 8080; true; ''",
                "8000-8090; 8080; true; 8000-8079,8081-8090",
                "8080-8081, 9; 8080; true; 8081,9",
                "8079-8080; 8080; true; 8079",
                "80,http,x;8080; false; 80",
                "99999999999; 8080; false; ''",
                "''; 8080; false; ''",
            })
    void coversPortsAndRanges(String list, int port, boolean covered, String without) {
        assertEquals(covered, PortList.covers(list, port));
        assertEquals(without, PortList.without(list, port));
    }
}
