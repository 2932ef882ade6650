package dev.faultline.load.doctor;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Ports as Linkerd's annotations list them: {@code 25,3306,4000-4100}; names of ports are passed over. */
final class PortList {

    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

    private PortList() {}

    static boolean covers(String list, int port) {
        return Arrays.stream(list.split(",", -1)).anyMatch(part -> contains(part.strip(), port));
    }

    /** Returns the list without that port: a range that holds it falls into two. */
    static String without(String list, int port) {
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(part -> RANGE.matcher(part).matches())
                .map(part -> contains(part, port) ? split(part, port) : part)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(","));
    }

    private static String split(String part, int port) {
        int[] bounds = bounds(part);
        return IntStream.of(0, 1)
                .mapToObj(side -> side == 0 ? range(bounds[0], port - 1) : range(port + 1, bounds[1]))
                .filter(range -> !range.isEmpty())
                .collect(Collectors.joining(","));
    }

    private static String range(int from, int to) {
        return from > to ? "" : from == to ? String.valueOf(from) : from + "-" + to;
    }

    private static boolean contains(String part, int port) {
        int[] bounds = bounds(part);
        return bounds[0] <= port && port <= bounds[1];
    }

    /** What is no range holds no port. */
    private static int[] bounds(String part) {
        Matcher range = RANGE.matcher(part);
        if (!range.matches()) {
            return new int[] {1, 0};
        }
        int from = Integer.parseInt(range.group(1));
        return new int[] {from, range.group(2) == null ? from : Integer.parseInt(range.group(2))};
    }
}
