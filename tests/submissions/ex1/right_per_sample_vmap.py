"""
story = "A gradient for every row with vmap, then their mean."
score = 50
diagnoses = []
"""
# %% fit
from torch.func import functional_call, grad, vmap
def fit(model, X, y, epochs=200, lr=0.5):
    params = {k: v.detach().clone() for k, v in model.named_parameters()}
    def one(p, x, t):
        z = functional_call(model, p, (x.unsqueeze(0),)).squeeze()
        return nn.functional.binary_cross_entropy_with_logits(z, t)
    per = vmap(torch.func.grad_and_value(one), in_dims=(None, 0, 0))
    out = []
    for _ in range(epochs):
        g, l = per(params, X, y)
        params = {k: v - lr * g[k].mean(0) for k, v in params.items()}
        out.append(l.mean().item())
    model.load_state_dict(params)
    return out
