"""Whole calls from seeds: the same seed and material, the same call. Not responsible for any of their parts."""

from math import exp, log

import numpy as np

from tests.bench.hearing.calls import Builder, HoldCall
from tests.bench.hearing.company import Company
from tests.bench.hearing.line import through
from tests.bench.hearing.material import Material
from tests.bench.hearing.people import Person
from tests.bench.hearing.scene import Scene
from tests.bench.hearing.texts import Texts
from tests.bench.hearing.voices import two_voices


def hold_call(seed: int, material: Material, texts: Texts, minutes: tuple[float, float]) -> HoldCall:
    """A wait of `minutes` (least, most; as many short ones as long ones on a logarithmic scale), then a person, who in
    three calls of ten puts us back on hold for one to three minutes, and another one comes."""
    rng = np.random.default_rng(seed)
    build = Builder()
    scene = Scene(rng, build, material, texts)
    machine, voice = two_voices(rng)
    level = scene.between(-24, -16)
    company = Company(scene, machine, level)
    company.answer()
    company.hold(60 * exp(scene.between(log(minutes[0]), log(minutes[1]))))
    person = Person(scene, voice, level)
    person.comes()
    if scene.chance(0.3):
        person.puts_us_on_hold()
        company.hold(scene.between(60, 180))
        person = Person(scene, two_voices(rng)[1], level)
        person.comes()
    person.leaves()
    return HoldCall(seed, through(np.concatenate(build.parts), rng), tuple(build.spans), tuple(build.stays))
