package dev.faultline.platform;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.faultline.platform", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule IT_KNOWS_NO_SERVICE = noClasses()
            .should()
            .dependOnClassesThat(
                    resideInAPackage("dev.faultline..").and(resideOutsideOfPackage("dev.faultline.platform..")));

    @ArchTest
    static final ArchRule VALUES_AND_THE_CLUSTER_KNOW_NO_SERVER = noClasses()
            .that()
            .resideInAnyPackage("..platform.wire..", "..platform.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "io.quarkus..", "io.vertx..");

    @ArchTest
    static final ArchRule ONLY_ONE_CHAPTER_KNOWS_KUBERNETES = noClasses()
            .that()
            .resideOutsideOfPackage("..platform.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fabric8..");

    /** A service without a control API does not have these on its class path. */
    @ArchTest
    static final ArchRule ONLY_ONE_CHAPTER_KNOWS_REST = noClasses()
            .that()
            .resideOutsideOfPackage("..platform.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "io.vertx..", "org.jboss.resteasy..");

    @ArchTest
    static final ArchRule CHAPTERS_HAVE_NO_CYCLES_THE_ROOT_INCLUDED =
            slices().matching("dev.faultline.(**)").should().beFreeOfCycles();
}
