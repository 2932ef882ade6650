package dev.faultline.load.doctor;

import java.util.List;

/** One cause for which a split does not do what its weights say. Pure: it looks at a snapshot. */
sealed interface Check
        permits AppProtocol,
                BackendRefs,
                CircuitBreaker,
                ClocksApart,
                ExternalService,
                GrpcRouteHides,
                HeadlessService,
                KnownFields,
                KnownFilters,
                Leftover,
                Meshed,
                MissingKinds,
                OpaquePorts,
                OurLabel,
                ParentRefs,
                ReadyEndpoints,
                RefsResolved,
                Retries,
                RivalRoutes,
                RouteAccepted,
                RouteStatus,
                RouteThere,
                ServiceProfiles,
                ServiceThere,
                SmiAdaptor,
                SteeredRule,
                TrafficSplitAndRoute,
                TrafficSplitPorts,
                Weights {

    /** All of them, in the order in which a person would look. */
    List<Check> ALL = List.of(
            new MissingKinds(),
            new ServiceThere(),
            new HeadlessService(),
            new ExternalService(),
            new Meshed(Party.CLIENT),
            new Meshed(Party.BACKEND),
            new Meshed(Party.INJECTOR),
            new ReadyEndpoints(Party.BACKEND),
            new ReadyEndpoints(Party.INJECTOR),
            new RouteThere(),
            new ParentRefs(),
            new RouteStatus(),
            new RouteAccepted(),
            new RefsResolved(),
            new BackendRefs(),
            new Weights(),
            new KnownFields(),
            new KnownFilters(),
            new RivalRoutes(),
            new GrpcRouteHides(),
            new AppProtocol(),
            new OpaquePorts(),
            new ServiceProfiles(),
            new SmiAdaptor(),
            new TrafficSplitAndRoute(),
            new TrafficSplitPorts(),
            new CircuitBreaker(),
            new Retries(),
            new OurLabel(),
            new SteeredRule(),
            new Leftover(),
            new ClocksApart());

    /** Returns its name, in lower case with hyphens. */
    String name();

    /** Returns why it matters, in a sentence. */
    String why();

    /** Returns what is said if there is no trouble. */
    String fine();

    /** Returns what must have been read for it to be sure that nothing is wrong. */
    List<Resource> needs();

    /** Returns what is wrong; nothing if all is well as far as it could be read. */
    List<Trouble> troubles(ClusterView view);
}
