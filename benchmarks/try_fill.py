import sys,os,time
sys.path.insert(0,'/work/main')
os.chdir('/root/frappe-bench/sites')
import frappe
frappe.init(site='benchmark.localhost'); frappe.connect(); frappe.set_user('Administrator')
from benchmarks.fill import *
t=time.time()
fill_site(Names(int(sys.argv[1])), lambda m: print(f'{time.time()-t:.0f}',m,flush=True), refill=True)
