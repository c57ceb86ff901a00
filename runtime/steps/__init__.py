"""The steps of a flow, one short function a step, in direct style: each waits, and says how the flow goes on."""
