"""Reference values for the tests of the gate. Made with scipy; run: python3 make-reference.py > reference.json"""
import json, numpy as np, scipy
from scipy import stats
rng = np.random.default_rng(7)
out = {'madeWith': f'scipy {scipy.__version__}, numpy {np.__version__}, by make-reference.py beside this file', 'mcNemar': [], 'wilcoxon': [], 'lowerBound': []}
for w, l in [(0,0),(1,0),(5,0),(6,1),(12,4),(9,9),(3,14),(30,18),(250,200),(1000,900)]:
    n = w + l
    p = lambda k: 1.0 if n == 0 else float(stats.binomtest(k, n, .5, alternative='greater').pvalue)
    out['mcNemar'].append({'wins': w, 'losses': l, 'pBetter': p(w), 'pWorse': p(l)})
def rank_sum(x, axis=-1):
    return np.apply_along_axis(lambda y: stats.rankdata(np.abs(y))[y > 0].sum(), axis, x)
def signed(d):
    """Every way to give signs to the differences that are not zero; equal ones share their ranks."""
    d = np.array([x for x in d if x != 0])
    test = lambda alternative: stats.permutation_test(
        (d,), rank_sum, permutation_type='samples', alternative=alternative, n_resamples=np.inf, vectorized=True)
    return float(test('greater').pvalue), float(test('less').pvalue)
for d in [[1,2,-1,3,4,2,-2,1,0,5],[1,1,1,-1,0,0,0,2],[0.1,-0.2,0.3,0.4,-0.5,0.6,0.7],[-1,-2,-2,1,0,-3,-1,-1],[2,2,2,2,2]]:
    g, l = signed(d)
    out['wilcoxon'].append({'method': 'every permutation of signs (scipy.stats.permutation_test)', 'differences': d, 'pBetter': g, 'pWorse': l})
for n, s in [(25, .3), (60, -.1), (200, .05)]:
    d = [round(float(x), 6) for x in rng.normal(s, 1, n)]
    p = lambda alt: float(stats.wilcoxon(d, alternative=alt, method='exact').pvalue)
    out['wilcoxon'].append({'method': 'scipy.stats.wilcoxon, exact', 'differences': d, 'pBetter': p('greater'), 'pWorse': p('less')})
d = [int(x) for x in rng.integers(-4, 5, 420)]
p = lambda alt: float(stats.wilcoxon(d, alternative=alt, method='approx', correction=True, zero_method='wilcox').pvalue)
out['wilcoxon'].append({'method': 'scipy.stats.wilcoxon, normal approximation with correction', 'differences': d, 'pBetter': p('greater'), 'pWorse': p('less')})
for k, n in [(20,20),(90,100),(5,10),(0,30),(380,400)]:
    out['lowerBound'].append({'method': 'Clopper and Pearson (scipy.stats.beta)', 'differences': [1]*k+[0]*(n-k), 'worst': 0, 'bound': float(stats.beta.ppf(.05, k, n-k+1)) if k else 0.0})
for d, worst in [([1]*6+[-1]*4+[0]*40, -1), ([int(x) for x in rng.choice([-2,-1,0,1,2],80,p=[.05,.2,.5,.2,.05])], -4), ([round(float(x),4) for x in rng.normal(0,.1,40)], -1)]:
    x = np.array(d + [worst], float)
    w = rng.dirichlet(np.ones(len(x)), 400000)
    out['lowerBound'].append({'method': '400,000 Dirichlet weights (numpy)', 'differences': d, 'worst': worst, 'bound': float(np.quantile(w @ x, .05))})
print(json.dumps(out))
