package dev.faultline.mesh;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.faultline.mesh", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule IT_STANDS_ON_THE_LOAD_ENGINE_AND_THE_PLATFORM = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("dev.faultline..")
                    .and(resideOutsideOfPackages(
                            "dev.faultline.mesh..", "dev.faultline.load..", "dev.faultline.platform..")));

    @ArchTest
    static final ArchRule IT_KNOWS_NO_QUARKUS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "io.quarkus..", "io.vertx..", "io.netty..");

    @ArchTest
    static final ArchRule CHAPTERS_HAVE_NO_CYCLES_THE_ROOT_INCLUDED =
            slices().matching("dev.faultline.(**)").should().beFreeOfCycles();
}
