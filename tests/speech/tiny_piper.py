"""A Piper model small enough to be made in a test: it hums for as long as its phonemes say."""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

RATE = 16_000
SAMPLES_PER_ID = 500
HUM_HZ = 220.0


def write_tiny_model(folder: Path, name: str = "vi-tiny") -> Path:
    """Return the model's path; its configuration lies beside it, as Piper wants it."""
    model = folder / f"{name}.onnx"
    onnx.save(_hummer(), model)
    model.with_name(model.name + ".json").write_text(
        json.dumps(
            {
                "audio": {"sample_rate": RATE},
                "espeak": {"voice": "vi"},
                "phoneme_type": "espeak",
                "num_symbols": 256,
                "num_speakers": 1,
                "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
                "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
            }
        ),
        encoding="utf-8",
    )
    return model


def _hummer() -> onnx.ModelProto:
    """Return a graph of Piper's inputs and output: a sine, 500 samples for each phoneme id."""
    constants = {
        "zero": np.float32(0),
        "one": np.float32(1),
        "per_id": np.float32(SAMPLES_PER_ID),
        "step": np.float32(2 * np.pi * HUM_HZ / RATE),
        "second": np.int64(1),
        "shape": np.array([1, 1, -1], np.int64),
    }
    nodes = [
        helper.make_node("Cast", ["input_lengths"], ["ids"], to=TensorProto.FLOAT),
        helper.make_node("Squeeze", ["ids"], ["count"]),
        helper.make_node("Gather", ["scales", "second"], ["slowness"]),
        helper.make_node("Mul", ["count", "per_id"], ["usual"]),
        helper.make_node("Mul", ["usual", "slowness"], ["length"]),
        helper.make_node("Range", ["zero", "length", "one"], ["numbers"]),
        helper.make_node("Mul", ["numbers", "step"], ["phase"]),
        helper.make_node("Sin", ["phase"], ["hum"]),
        helper.make_node("Reshape", ["hum", "shape"], ["output"]),
    ]
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, [1, "phonemes"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, "time"])
    initial = [numpy_helper.from_array(np.array(value), key) for key, value in constants.items()]
    graph = helper.make_graph(nodes, "hummer", inputs, [output], initial)
    opset = helper.make_opsetid("", 17)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=8)
    onnx.checker.check_model(model)
    return model
